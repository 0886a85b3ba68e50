"""The tariff engine: duties, staging, the rate book and the answer. Plain Python; tables come in as arguments."""
