"""What mass organisations and the public see of how units answer."""
