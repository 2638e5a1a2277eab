/* What is typed into a date stays: the calendar would put another day, mostly today, in the place of what it cannot read. */
if (window.jQuery && jQuery.fn.datetimepicker) jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
