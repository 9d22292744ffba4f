"""Words that several rules share: what an attempt showed, what clients display, how to mend, how to prove it."""
