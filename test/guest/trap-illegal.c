/* Instructions that are illegal: mcause 2, mtval holds the instruction's bits. */
#include "guest.h"

CODE(zeros, ".2byte 0");
CODE(ones, ".4byte 0xffffffff");
CODE(c_reserved, ".2byte 0x8000");          /* quadrant 0, funct3 100 */
CODE(c_jr_x0, ".2byte 0x8002");
CODE(c_lwsp_x0, ".2byte 0x4002");
CODE(c_addiw_x0, ".2byte 0x2001");
CODE(opcode_custom, ".4byte 0x0000000b");
CODE(op_funct7, ".4byte 0xfe000033");
CODE(slli_shamt64, ".4byte 0x04101013 | 0x80000000");
CODE(load_funct3_7, ".4byte 0x00007003");
CODE(amo_funct5, ".4byte 0xf800302f");
CODE(lr_with_rs2, ".4byte 0x1010302f");
CODE(csr_absent, "csrr a0, 0x5c0");
CODE(csr_read_only, "csrw mhartid, a0");
CODE(csr_read_only_set_x0, "csrrs a0, mhartid, x0");
CODE(csr_read_only_set_x0_as_clear, "csrrci a0, mhartid, 0");
CODE(csr_of_m, "csrr a0, mstatus");
CODE(csr_of_s, "csrr a0, sstatus");
CODE(do_mret, "mret");
CODE(do_sret, "sret");
CODE(do_wfi, "wfi");
CODE(do_sfence, "sfence.vma");
CODE(read_satp, "csrr a0, satp");
CODE(fp_add, "fadd.d fa0, fa0, fa0");
CODE(fp_load, "fld fa0, 0(sp)");
CODE(fp_csr, "csrr a0, fcsr");
CODE(fp_rounding_5, ".4byte 0x02000053 | 5 << 12"); /* fadd.d with a reserved static rounding mode */
CODE(fp_dynamic, "fadd.d fa0, fa0, fa0, dyn");

#define TRY(mode, code) show_trap(#mode " " #code, run(MODE_##mode, code, 0), code)

int main(void) {
  TRY(M, zeros);
  TRY(M, ones);
  TRY(M, c_reserved);
  TRY(M, c_jr_x0);
  TRY(M, c_lwsp_x0);
  TRY(M, c_addiw_x0);
  TRY(M, opcode_custom);
  TRY(M, op_funct7);
  TRY(M, slli_shamt64);
  TRY(M, load_funct3_7);
  TRY(M, amo_funct5);
  TRY(M, lr_with_rs2);
  TRY(M, csr_absent);
  TRY(M, csr_read_only);
  TRY(M, csr_read_only_set_x0);
  TRY(M, csr_read_only_set_x0_as_clear);
  TRY(S, csr_of_m);
  TRY(U, csr_of_m);
  TRY(U, csr_of_s);
  TRY(S, do_mret);
  TRY(U, do_mret);
  TRY(U, do_sret);
  TRY(U, do_sfence);

  csr_set(mstatus, MSTATUS_TVM);
  TRY(S, do_sfence);
  TRY(S, read_satp);
  csr_clear(mstatus, MSTATUS_TVM);
  TRY(S, do_sfence);
  TRY(S, read_satp);

  csr_set(mstatus, MSTATUS_TSR);
  TRY(S, do_sret);
  csr_clear(mstatus, MSTATUS_TSR);

  csr_clear(mstatus, MSTATUS_FS);
  TRY(M, fp_add);
  TRY(M, fp_load);
  TRY(M, fp_csr);
  TRY(U, fp_add);
  csr_set(mstatus, MSTATUS_FS);

  TRY(M, fp_rounding_5);
  csr_write(frm, 5);
  TRY(M, fp_dynamic);
  csr_write(frm, 7);
  TRY(M, fp_dynamic);
  csr_write(frm, 0);
  show_trap("M fp_dynamic after all", run(MODE_M, fp_dynamic, 0), fp_dynamic);
  return 0;
}
