"""Visitors over Streamlit's own WebSocket protocol, many at a time: what they wait for, and what they cost."""
