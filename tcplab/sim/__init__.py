"""Several hosts, one wire, one clock: an Experiment goes in, a Run comes out."""
