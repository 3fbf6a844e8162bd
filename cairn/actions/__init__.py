"""What people do: a function for each act; permission, policy, write and event in one transaction."""
