//! Map, territory pages, listings in public.
