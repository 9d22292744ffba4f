"""The survey: which questions map a server, and what its answers say."""
