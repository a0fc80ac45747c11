// the backup program
