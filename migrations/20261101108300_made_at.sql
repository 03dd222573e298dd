-- The worker asks when the database was made: a stored file that is older is not its to sweep.
grant select on _sqlx_migrations to kentongan_worker;
