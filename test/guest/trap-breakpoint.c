/* ebreak in both sizes, in each mode. */
#include "guest.h"

CODE(long_form, ".option push\n .option norvc\n ebreak\n .option pop");
CODE(short_form, "c.ebreak");

int main(void) {
  static const enum mode modes[] = {MODE_U, MODE_S, MODE_M};
  for (int i = 0; i < 3; i++) {
    show_trap("ebreak", run(modes[i], long_form, 0), long_form);
    show_trap("c.ebreak", run(modes[i], short_form, 0), short_form);
  }
  return 0;
}
