"""Numba twins of `provcheck.reference`: same file names, same signatures, float64 only.

Importing any of them settles first where their machine code is kept: Numba reads it as soon as a
function is declared.
"""

from provcheck.machine_code import guard, prepare

prepare()
guard()
