-- The functions that row-level security and the audit chain stand on.
--
-- They belong to the owner role and run as it (SECURITY DEFINER). The owner is under row-level security too; its
-- policy lets it through where it runs for another role, as here, and where `app.guard` is set, as migrations and
-- backups do.
CREATE OR REPLACE FUNCTION store_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.person_id', true), '')::uuid
$$;

-- What the program does by itself, without a person: clock, setup, door; empty when a person acts.
CREATE OR REPLACE FUNCTION store_duty() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('app.duty', true), '')
$$;

-- What the policies ask. Each is asked once a statement (`= ANY ((SELECT …))`) and gives all its answers in one. They
-- are in PL/pgSQL because that keeps its plans for the session in every version of PostgreSQL.

-- Inspections in which the person is of the partnership: their roles for a whole programme do not reach these.
CREATE OR REPLACE FUNCTION store_inspections_of_partnership()
RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT m.inspection_id FROM store_membership m
        WHERE m.person_id = store_person() AND m.ended_at IS NULL AND m.role IN (
            'partnership_coordinator', 'partnership_contributor', 'senior_lead', 'record_reader'
        )
    );
END
$$;

-- Inspections in which the person holds one of `roles`, or in whose programme one of `programme_roles`.
CREATE OR REPLACE FUNCTION store_inspections_of(roles text[], programme_roles text[])
RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me uuid := store_person();
    found uuid[] := ARRAY(
        SELECT m.inspection_id FROM store_membership m
        WHERE m.person_id = me AND m.ended_at IS NULL AND m.inspection_id IS NOT NULL AND m.role = ANY (roles)
    );
BEGIN
    IF cardinality(programme_roles) = 0 THEN
        RETURN found;
    END IF;
    RETURN found || ARRAY(
        SELECT i.id FROM store_inspection i JOIN store_membership m ON m.programme_id = i.programme_id
        WHERE m.person_id = me AND m.ended_at IS NULL
          AND m.inspection_id IS NULL AND m.role = ANY (programme_roles)
          AND i.id <> ALL (store_inspections_of_partnership())
    );
END
$$;

-- Those of them that are in one of `states`.
CREATE OR REPLACE FUNCTION store_inspections_of(roles text[], programme_roles text[], states text[])
RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mine uuid[] := store_inspections_of(roles, programme_roles);
BEGIN
    IF cardinality(mine) = 0 THEN
        RETURN mine;
    END IF;
    RETURN ARRAY(SELECT i.id FROM store_inspection i WHERE i.id = ANY (mine) AND i.state = ANY (states));
END
$$;

-- Programmes in which the person holds one of the programme-wide roles.
CREATE OR REPLACE FUNCTION store_programmes_of(programme_roles text[])
RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT m.programme_id FROM store_membership m
        WHERE m.person_id = store_person() AND m.ended_at IS NULL
          AND m.inspection_id IS NULL AND m.role = ANY (programme_roles)
    );
END
$$;

-- Programmes in which the person holds one of the roles, for the whole of it or in one of its inspections.
CREATE OR REPLACE FUNCTION store_programmes_with(roles text[])
RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT m.programme_id FROM store_membership m
        WHERE m.person_id = store_person() AND m.ended_at IS NULL AND m.role = ANY (roles)
    );
END
$$;

-- Inspections of partnerships in which the person has declared an interest.
CREATE OR REPLACE FUNCTION store_inspections_barred()
RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT i.id FROM store_inspection i JOIN store_interest n ON n.partnership_id = i.partnership_id
        WHERE n.person_id = store_person() AND n.ended_at IS NULL
    );
END
$$;

-- The invited person takes the role that the invitation names: with its secret, for their own address, once.
CREATE OR REPLACE FUNCTION store_accept_invitation(the_digest text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    invited store_invitation%ROWTYPE;
    made uuid := gen_random_uuid();
BEGIN
    SELECT v.* INTO invited FROM store_invitation v JOIN store_person p ON p.email = v.email
    WHERE v.token_digest = the_digest AND p.id = store_person() AND p.is_active
      AND v.accepted_at IS NULL AND v.withdrawn_at IS NULL AND v.expires_at > now()
    FOR UPDATE OF v;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE store_invitation SET accepted_at = now() WHERE id = invited.id;
    INSERT INTO store_membership (id, person_id, programme_id, inspection_id, role, given_by_id)
    VALUES (made, store_person(), invited.programme_id, invited.inspection_id, invited.role, invited.invited_by_id)
    ON CONFLICT DO NOTHING;
    RETURN made;
END
$$;

-- The roles of a person that count when one is given to them: those of the inspection and of the whole programme; for
-- a role of the whole programme, those in every inspection of it. For whoever gives roles in that programme: they do
-- not see all of these, and still nobody shall come to be on both sides.
CREATE OR REPLACE FUNCTION store_roles_beside(the_programme uuid, the_inspection uuid, the_receiver uuid)
RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(
        SELECT DISTINCT m.role::text FROM store_membership m
        WHERE m.person_id = the_receiver AND m.programme_id = the_programme AND m.ended_at IS NULL
          AND (m.inspection_id IS NULL OR the_inspection IS NULL OR m.inspection_id = the_inspection)
          AND (store_duty() = 'setup' OR EXISTS (
              SELECT 1 FROM store_membership own
              WHERE own.person_id = store_person() AND own.programme_id = the_programme AND own.ended_at IS NULL
                AND own.role IN ('programme_lead', 'inspection_lead', 'partnership_coordinator')
          ))
        ORDER BY 1
    )
$$;

-- What an invitation is for, for whoever holds its secret and is nobody here yet.
CREATE OR REPLACE FUNCTION store_invitation_place(the_digest text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT concat_ws(', ', p.name, g.title) FROM store_invitation v
    JOIN store_programme g ON g.id = v.programme_id
    LEFT JOIN store_inspection i ON i.id = v.inspection_id
    LEFT JOIN store_partnership p ON p.id = i.partnership_id
    WHERE v.token_digest = the_digest
$$;

-- Whoever sets up a programme becomes its lead before it is there: a lead of another programme, or `cairn init`.
CREATE OR REPLACE FUNCTION store_join_as_founder(the_programme uuid, the_person uuid)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    IF EXISTS (SELECT 1 FROM store_programme p WHERE p.id = the_programme) THEN
        RETURN NULL;
    END IF;
    IF store_duty() <> 'setup' AND (the_person <> store_person() OR NOT EXISTS (
        SELECT 1 FROM store_membership m WHERE m.person_id = store_person() AND m.ended_at IS NULL
        AND m.role = 'programme_lead' AND m.inspection_id IS NULL
    )) THEN
        RETURN NULL;
    END IF;
    INSERT INTO store_membership (id, person_id, programme_id, role)
    VALUES (made, the_person, the_programme, 'programme_lead');
    RETURN made;
END
$$;

-- A notice for another person: their list is theirs alone to read.
CREATE OR REPLACE FUNCTION store_notify(the_person uuid, the_text text, the_url text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO store_notice (id, person_id, text, url)
    SELECT gen_random_uuid(), the_person, the_text, the_url
    WHERE store_person() IS NOT NULL OR store_duty() <> ''
$$;

-- Fields are joined by the unit separator; what is not known is an empty text. `cairn.store.queries.chain`
-- computes the same digest from the rows.
CREATE OR REPLACE FUNCTION store_record_event(
    the_act text, the_noun text, the_noun_id text, the_inspection uuid, the_programme uuid,
    the_audience text, the_details text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
