-- A role that nobody can be, for functions that have to see more than the tenant's rows.
do $$
begin
    if not exists (select from pg_roles where rolname = '${functions}') then
        create role ${functions} nologin;
    end if;
    if not pg_has_role(current_user, '${functions}', 'set') then
        execute format('grant ${functions} to %I with inherit false, set true', current_user);
    end if;
end
$$;

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- Whoever prepared the database may have put them into another schema.
select set_config(
    'search_path',
    'crm, ' || string_agg(distinct quote_ident(nspname), ', ') || ', pg_temp',
    true)
from pg_extension join pg_namespace n on n.oid = extnamespace
where extname in ('pg_trgm', 'btree_gin');

create index contact_search on contact using gin (tenant_id, name_key gin_trgm_ops);

-- Similarity is not leakproof: under a tenant's policy PostgreSQL would first read all of the
-- tenant's rows and only then compare. Here a policy that is always true leaves the index free,
-- and the function itself holds on to the tenant, which it takes from the transaction.
create policy all_tenants on contact for select to ${functions} using (true);
grant usage, create on schema crm to ${functions};
grant select on contact to ${functions};

-- The contacts of the transaction's tenant with a part of the name that is similar to a text, the
-- most similar ones first, out of the first so many that the index finds. Null is no filter.
create function similar_contacts(
    text_key text, least_similarity real, most integer,
    of_status text, of_type text, of_source text, since timestamptz)
returns table (id uuid, similarity real)
language plpgsql stable security definer parallel restricted
set search_path from current
set plan_cache_mode = force_custom_plan
set pg_trgm.word_similarity_threshold = 0.6
as $$
begin
    perform set_config('pg_trgm.word_similarity_threshold', least_similarity::text, true);
    return query
        select found.id, word_similarity(text_key, found.name_key) as similarity
        from (
            select c.id, c.name_key
            from contact c
            where c.tenant_id = nullif(current_setting('app.tenant', true), '')
                and c.name_key %> text_key
                and (of_status is null or c.status = of_status)
                and (of_type is null or c.type = of_type)
                and (of_source is null or c.source = of_source)
                and (since is null or c.updated_at >= since)
            limit most) as found
        order by 2 desc, 1;
end
$$;

revoke all on function similar_contacts from public;
grant execute on function similar_contacts to ${app};
alter function similar_contacts owner to ${functions};
revoke create on schema crm from ${functions};
