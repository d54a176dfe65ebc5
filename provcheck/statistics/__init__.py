"""What samples say: fitted rates, densities compared, tests with a stated chance of false alarm."""
