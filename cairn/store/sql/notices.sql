-- A notice to whoever holds one of the roles for a whole programme, from somebody with a part in it: the one who
-- writes need not see who they are. Not to the writer, nor to who declared an interest in the partnership of the
-- inspection; with `not_its_team`, nor to who has a role in that inspection.
CREATE OR REPLACE FUNCTION store_notify_roles(
    the_programme uuid, the_roles text[], the_inspection uuid, not_its_team boolean, the_text text, the_url text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO store_notice (id, person_id, text, url)
    SELECT gen_random_uuid(), told.person_id, the_text, the_url
    FROM (
        SELECT DISTINCT m.person_id FROM store_membership m
        JOIN store_person p ON p.id = m.person_id AND p.is_active
        WHERE m.programme_id = the_programme AND m.inspection_id IS NULL AND m.ended_at IS NULL
          AND m.role = ANY (the_roles) AND m.person_id <> store_person()
          AND NOT EXISTS (
              SELECT 1 FROM store_inspection i JOIN store_interest n ON n.partnership_id = i.partnership_id
              WHERE i.id = the_inspection AND n.person_id = m.person_id AND n.ended_at IS NULL
          )
          AND NOT (not_its_team AND EXISTS (
              SELECT 1 FROM store_membership t
              WHERE t.inspection_id = the_inspection AND t.person_id = m.person_id AND t.ended_at IS NULL
          ))
    ) told
    WHERE EXISTS (
        SELECT 1 FROM store_membership own
        WHERE own.person_id = store_person() AND own.programme_id = the_programme AND own.ended_at IS NULL
    )
$$;
