-- Who answers for concerns of an inspection, for whoever has a part in it and for the clock: not everybody who may
-- raise a concern sees who else has which role.
CREATE OR REPLACE FUNCTION store_concern_holders(the_inspection uuid, the_role text)
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT m.person_id FROM store_membership m
    JOIN store_person p ON p.id = m.person_id AND p.is_active
    JOIN store_inspection i ON i.id = the_inspection
    WHERE m.ended_at IS NULL AND m.role = the_role
      AND the_role IN ('inspection_lead', 'senior_lead', 'programme_lead')
      AND (m.inspection_id = i.id OR (m.inspection_id IS NULL AND m.programme_id = i.programme_id))
      AND (store_duty() = 'clock' OR EXISTS (
          SELECT 1 FROM store_membership own
          WHERE own.person_id = store_person() AND own.ended_at IS NULL
            AND (own.inspection_id = i.id OR (own.inspection_id IS NULL AND own.programme_id = i.programme_id))
      ))
$$;

-- That somebody tried to read a concern and was refused: written where its keepers see it, telling the one who
-- tried nothing, not even whether there is such a concern.
CREATE OR REPLACE FUNCTION store_record_refused_concern(the_concern uuid, the_reason text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT store_record_event('concern.view', 'concern', c.id::text, i.id, i.programme_id, 'concern',
                              json_build_object('refused', the_reason)::text)
    FROM store_concern c JOIN store_inspection i ON i.id = c.inspection_id
    WHERE c.id = the_concern AND store_person() IS NOT NULL
$$;
