"""provcheck beside its peers, on one machine and in one run: what `provcheck bench` measures."""
