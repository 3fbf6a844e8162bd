-- What may be said of an edition that was withdrawn: that it was there, and why it no longer is. Nothing of it.
CREATE OR REPLACE FUNCTION store_withdrawn_editions(the_slug text)
RETURNS TABLE (number smallint, title text, published_at timestamptz, withdrawn_at timestamptz, because text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.number, p.title, p.published_at, p.withdrawn_at, p.withdrawn_because FROM store_publication p
    WHERE p.slug = the_slug AND p.withdrawn_at IS NOT NULL ORDER BY p.number DESC
$$;
