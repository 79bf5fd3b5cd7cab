"""Partner schools and associations: pages of the portal inside their sites, and workshops."""
