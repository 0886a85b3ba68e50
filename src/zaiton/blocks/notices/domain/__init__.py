"""The rules of telling: quiet hours, reminder days, pauses between attempts, addresses that are refused, signatures."""
