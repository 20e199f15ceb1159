/** Objects of the store that a collection is about to delete, or has deleted a while ago: nothing may come to need them meanwhile. */
export const condemnedObjects = `
CREATE TABLE condemned (
  key text COLLATE "C" PRIMARY KEY,
  collection text NOT NULL,
  at bigint NOT NULL,
  gone boolean NOT NULL
);
`;
