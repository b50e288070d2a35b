"""What several tests share: twins wired into a link, mortal processes, an office of real systems."""
