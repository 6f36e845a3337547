"""What is learnt while a merge runs: whose weights end up in it, and which tokens a donor lacks."""
