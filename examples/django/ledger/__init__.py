"""The ledger: money moves between accounts, and the sum of all balances is always zero."""
