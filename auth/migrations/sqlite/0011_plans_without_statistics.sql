-- Each end of the process used to leave statistics of how many rows there were. Where they were few, SQLite read whole
-- tables from then on, however many rows came later. Without statistics it takes the indexes, which are there for each
-- statement.
DROP TABLE IF EXISTS sqlite_stat1;
