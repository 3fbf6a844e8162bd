-- The functions that row-level security and the audit chain stand on.
--
-- They belong to the owner role and run as it (SECURITY DEFINER). `app.guard` opens the owner's own way through
-- row-level security: it is set by these functions, by migrations and by backups, and by nothing that serves.
CREATE OR REPLACE FUNCTION store_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.person_id', true), '')::uuid
$$;

CREATE OR REPLACE FUNCTION store_is_clock() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('app.duty', true), '') = 'clock'
$$;

CREATE OR REPLACE FUNCTION store_seen_inspections(roles text[], programme_roles text[])
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET app.guard = 'on' AS $$
    SELECT m.inspection_id FROM store_membership m
    WHERE m.person_id = store_person() AND m.ended_at IS NULL
      AND m.inspection_id IS NOT NULL AND m.role = ANY (roles)
    UNION
    SELECT i.id FROM store_inspection i JOIN store_membership m ON m.programme_id = i.programme_id
    WHERE m.person_id = store_person() AND m.ended_at IS NULL
      AND m.inspection_id IS NULL AND m.role = ANY (programme_roles)
    UNION
    SELECT i.id FROM store_inspection i WHERE store_is_clock()
$$;

CREATE OR REPLACE FUNCTION store_seen_programmes(programme_roles text[])
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET app.guard = 'on' AS $$
    SELECT m.programme_id FROM store_membership m
    WHERE m.person_id = store_person() AND m.ended_at IS NULL
      AND m.inspection_id IS NULL AND m.role = ANY (programme_roles)
    UNION
    SELECT p.id FROM store_programme p WHERE store_is_clock()
$$;

CREATE OR REPLACE FUNCTION store_member_programmes()
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET app.guard = 'on' AS $$
    SELECT m.programme_id FROM store_membership m
    WHERE m.person_id = store_person() AND m.ended_at IS NULL
    UNION
    SELECT p.id FROM store_programme p WHERE store_is_clock()
$$;

-- Fields are joined by the unit separator; what is not known is an empty text. `cairn.store.queries.chain`
-- computes the same digest from the rows.
CREATE OR REPLACE FUNCTION store_record_event(
    the_act text, the_noun text, the_noun_id text, the_inspection uuid, the_programme uuid,
    the_audience text, the_details text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET app.guard = 'on' AS $$
DECLARE
    the_chain text := coalesce('inspection:' || the_inspection, 'programme:' || the_programme, 'house');
    the_person uuid := store_person();
    the_time timestamptz;
    the_position bigint;
    before text;
    digest text;
    made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(the_chain, 0));
    SELECT e.position, e.hash INTO the_position, before FROM store_event e
    WHERE e.chain = the_chain ORDER BY e.position DESC LIMIT 1;
    the_position := coalesce(the_position, 0) + 1;
    before := coalesce(before, '');
    the_time := date_trunc('microseconds', clock_timestamp());
    digest := encode(sha256(convert_to(array_to_string(ARRAY[
        before, the_chain, the_position::text,
        to_char(the_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        coalesce(the_person::text, ''), the_act, the_noun, the_noun_id, coalesce(the_inspection::text, ''),
        coalesce(the_programme::text, ''), the_audience, the_details
    ], chr(31)), 'UTF8')), 'hex');
    INSERT INTO store_event (chain, position, at, person_id, act, noun, noun_id, inspection_id, programme_id,
                             audience, details, previous, hash)
    VALUES (the_chain, the_position, the_time, the_person, the_act, the_noun, the_noun_id, the_inspection,
            the_programme, the_audience, the_details, before, digest)
    RETURNING id INTO made;
    RETURN made;
END
$$;
