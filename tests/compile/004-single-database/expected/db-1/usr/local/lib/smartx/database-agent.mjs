// the database agent
