"""Work that goes on in the browser without a line: what was taken along, what was marked, what is in dispute."""
