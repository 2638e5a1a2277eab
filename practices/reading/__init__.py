"""Reading lists: what people keep, and show to others by a secret link if they wish."""
