"""Accounts: an e-mail address and the code sent to it. Nobody needs one; it only carries my space to another device."""
