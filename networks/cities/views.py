"""Lists and pages of cities, countries and organisations."""
