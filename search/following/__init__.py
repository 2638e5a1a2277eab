"""Saved searches and watches: what people want to hear of, what is new of it, and the digests that say so.

write:  records_changed -> NewsItem, in the same transaction (news.record_change)
read:   the clock -> digests.tell_at_once | digests.tell_due -> news of each subscription -> one message a person
"""
