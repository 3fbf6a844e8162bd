-- A notice to whoever holds one of the roles for a whole programme, from somebody with a part in it: the one who
-- writes need not see who they are. Not to the writer, nor to who declared an interest in the partnership of the
-- inspection; with `not_its_team`, nor to who has a role in that inspection. It takes the place of what the same
-- person was told of the same thing before and has not seen.
CREATE OR REPLACE FUNCTION store_notify_roles(
    the_programme uuid, the_roles text[], the_inspection uuid, not_its_team boolean, the_text text, the_url text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH told AS (
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
          AND EXISTS (
              SELECT 1 FROM store_membership own
              WHERE own.person_id = store_person() AND own.programme_id = the_programme AND own.ended_at IS NULL
          )
    ), replaced AS (
        DELETE FROM store_notice n USING told
        WHERE n.person_id = told.person_id AND n.url = the_url AND the_url <> '' AND n.seen_at IS NULL
    )
    INSERT INTO store_notice (id, person_id, text, url)
    SELECT gen_random_uuid(), told.person_id, the_text, the_url FROM told
$$;

-- What was told of the thing at an address is over: it moved on. What nobody has looked at yet is taken back, for
-- everybody or for the people named; one that its person is just looking at is left to them. With `and_below`, so
-- is what was told of whatever has its address below that one.
CREATE OR REPLACE FUNCTION store_take_back_notices(the_url text, the_people uuid[], and_below boolean)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM store_notice WHERE id IN (
        SELECT n.id FROM store_notice n
        WHERE (n.url = the_url OR and_below AND starts_with(n.url, the_url))
          AND the_url <> '' AND n.seen_at IS NULL
          AND (the_people IS NULL OR n.person_id = ANY (the_people))
          AND (store_person() IS NOT NULL OR store_duty() <> '')
        FOR UPDATE SKIP LOCKED
    )
$$;
