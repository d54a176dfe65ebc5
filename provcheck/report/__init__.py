"""Reports for people, written from one run document and nothing else."""

from provcheck.report.benchmarks import write_benchmarks
from provcheck.report.errata import write_errata
from provcheck.report.html import write_html
from provcheck.report.pdf import write_pdf

__all__ = ["write_benchmarks", "write_errata", "write_html", "write_pdf"]
