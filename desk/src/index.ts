export { DatabaseError, type DatabaseErrorCode } from './database/index.js';
export { StartError, type StartErrorCode } from './http/start-error.js';
export {
  type AppWish,
  type Demo,
  type EmailWish,
  type LookupWish,
  type ProvisionedApp,
  provisionApp,
  provisionDemo,
  provisionOwner,
  type SignIn,
} from './provision.js';
export { type RunningDesk, type SmtpOptions, type StartOptions, startDesk } from './start.js';
export { VaultError, type VaultErrorCode } from './vault/index.js';
