"""Words for workers and employers: pages, answers and the law they cite."""
