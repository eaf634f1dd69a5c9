"""One TCP endpoint by RFC 9293: a pure function of (Tcb, Event, Env).

Reading order: seq, segment, tcb, stack, rules, events, processing, then calls,
segment_arrives, other_states, timeouts and output, and last process.
"""
