/* What is typed into a date stays: the calendar would put another day, mostly today, in the place of what it cannot read. */
if (window.jQuery && jQuery.fn.datetimepicker) jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

/* The editor of translations takes line breaks out of what is typed, and words on both sides become one: what is pasted with
   paragraphs keeps them, as it writes them in the original. */
document.addEventListener(
  "paste",
  (event) => {
    if (!event.target.matches(".js-translation-editor textarea")) return;
    const text = event.clipboardData.getData("text/plain").trim();
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    document.execCommand("insertText", false, text.replace(/\r\n|\r|\n/g, "<br/>"));
  },
  true,
);
