"""Documentation of the codes that only a pasted text, a capture or a file can show: one module a code."""
