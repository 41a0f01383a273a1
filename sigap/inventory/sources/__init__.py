"""Reading other systems that know the network: network adapters, kept out of actions."""
