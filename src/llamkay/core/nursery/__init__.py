"""The nursery: growth and its classes, the deadlines of the law, the calendars of health. No database."""
