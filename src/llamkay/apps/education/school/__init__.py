"""A school year: groups, enrolment, marks, reports, removals, final acts."""
