"""Engines look for evidence and propose it; only the kernel accepts any."""
