"""The demo: the whole bot on this machine, in front of a fake Slack and a lab of faulty servers."""
