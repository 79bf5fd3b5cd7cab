"""How the team gets in: a password, then a second factor. Nothing of the editors' side opens before both."""
