"""Records stories from the running first edition, played on a stage without a server."""
