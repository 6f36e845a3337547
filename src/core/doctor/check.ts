import type { DoctorCheck } from '../contract/doctor.ts'

export const check = (
  code: string,
  status: DoctorCheck['status'],
  message: string,
  fix: string | null = null,
): DoctorCheck => ({ code, status, message, fix })
