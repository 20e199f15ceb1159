export { BadStoreUrl, Damaged, NoSpace, NotFound, PermissionDenied, StoreError, Unavailable, type StoreErrorCode } from './errors.ts';
