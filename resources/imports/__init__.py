"""Resources from a spreadsheet: a file to rows (tables), rows to plain data (rows), data to pages (applying)."""
