"""The tests, in the order of the packages; `structure`, `journeys`, `browser` and `bench` look across them."""
