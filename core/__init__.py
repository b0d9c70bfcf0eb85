"""The ground: pure helpers of the domain, and the few tables that every room stands on."""
