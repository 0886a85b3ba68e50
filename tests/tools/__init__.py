"""The tools keep their promises: the private server goes away, the scaffold refuses bad names, missing packages are named."""
