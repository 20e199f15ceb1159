/* U-mode may not use Svinval's instructions (privileged specification, chapter "Svinval"). */
#include "guest.h"

CODE(sinval, ".4byte 0x16000073");
CODE(write_inval, ".4byte 0x18000073");
CODE(inval_ir, ".4byte 0x18100073");

int main(void) {
  show_trap("sinval.vma", run(MODE_U, sinval, 0), sinval);
  show_trap("sfence.w.inval", run(MODE_U, write_inval, 0), write_inval);
  show_trap("sfence.inval.ir", run(MODE_U, inval_ir, 0), inval_ir);
  return 0;
}
