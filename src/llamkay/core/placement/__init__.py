"""Who gets which place, in which order, and why: pure rules over days, shared by screens, papers and benchmarks."""
