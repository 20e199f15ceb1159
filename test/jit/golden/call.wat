(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (import "host" "memory" (memory 0 65536 shared))
  (import "host" "regions" (table 64 funcref))
  (import "host" "fp" (func (;0;) (type 0)))
  (func (;1;) (type 0)
    (local i64 i32 i64 i64 i32)
    local.get 0  i64.load offset=40  local.set 4
    local.get 0  i64.load offset=96  local.set 5
    local.get 0  i32.load offset=584  local.set 3
    block $1
      block $2
        local.get 1  i32.const 2  i32.lt_s  if $3
          i64.const 4096  local.set 2
          br $1
        end
        local.get 1  i32.const 2  i32.sub  local.set 1
        i64.const 4096  i64.const 0  i64.add  local.set 4
        local.get 4  i64.const 40  i64.add  local.set 5
        i64.const 4104  local.set 2
        br $1
      end
      local.get 0  local.get 4  i64.store offset=40
      local.get 0  local.get 5  i64.store offset=96
      local.get 2  i32.wrap_i64  i32.const 1  i32.shr_u  i32.const -1640531535  i32.mul  i32.const 20  i32.shr_u  i32.const 5  i32.shl  local.get 0  i32.load offset=576  i32.add  local.set 6
      local.get 6  i64.load offset=131072  local.get 2  i64.eq  i32.eqz  if $2
        local.get 6  i32.const 16  i32.add  local.set 6
      end
      local.get 6  i64.load offset=131072  local.get 2  i64.eq  if $2
        local.get 0  local.get 1  local.get 6  i32.load offset=131080  return_call_indirect (type 0)
      end
      local.get 0  local.get 2  i64.store offset=528
      local.get 0  local.get 1  i32.store offset=568
      i32.const 1  return
    end
    local.get 0  local.get 4  i64.store offset=40
    local.get 0  local.get 5  i64.store offset=96
    local.get 0  local.get 2  i64.store offset=528
    local.get 0  local.get 1  i32.store offset=568
    i32.const 0
  )
  (elem (i32.const 0) func 1)
)

(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (import "host" "memory" (memory 0 65536 shared))
  (import "host" "regions" (table 64 funcref))
  (import "host" "fp" (func (;0;) (type 0)))
  (func (;1;) (type 0)
    (local i64 i32 i64 i64 i64 i64 i64 i32)
    local.get 0  i64.load offset=64  local.set 4
    local.get 0  i64.load offset=80  local.set 5
    local.get 0  i64.load offset=8  local.set 6
    local.get 0  i32.load offset=584  local.set 3
    block $1
      block $2
        local.get 1  i32.const 1  i32.lt_s  if $3
          i64.const 2147483648  local.set 2
          br $1
        end
        local.get 1  i32.const 1  i32.sub  local.set 1
        i64.const 0  i64.const 10  i64.add  local.set 4
        block $3
          loop $4
            local.get 1  i32.const 7  i32.lt_s  if $5
              i64.const 2147483652  local.set 2
              br $1
            end
            local.get 1  i32.const 1  i32.sub  local.set 1
            i64.const 2147483656  local.set 6
            block $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 5  i64.const 1  i64.shl  local.set 5
              local.get 5  i64.const 0  i64.eq  if $6
                local.get 1  i32.const 2  i32.sub  local.set 1
                i64.const 0  i64.const 1  i64.add  local.set 5
                local.get 6  local.set 7
                local.get 7  i64.const 0  i64.add  local.set 8
                local.get 8  i64.const -2  i64.and  local.set 2
                local.get 2  i64.const 2147483656  i64.eq  if $7
                  br $5
                end
                br $2
              else
                local.get 1  i32.const 1  i32.sub  local.set 1
                local.get 6  local.set 7
                local.get 7  i64.const 0  i64.add  local.set 8
                local.get 8  i64.const -2  i64.and  local.set 2
                local.get 2  i64.const 2147483656  i64.eq  if $7
                  br $5
                end
                br $2
              end
              unreachable
            end
            local.get 1  i32.const 2  i32.sub  local.set 1
            local.get 4  i64.const -1  i64.add  local.set 4
            local.get 4  i64.const 0  i64.ne  if $5
              br $4
            else
              br $3
            end
            unreachable
          end
          unreachable
        end
        loop $3
          local.get 1  i32.const 1  i32.lt_s  if $4
            i64.const 2147483664  local.set 2
            br $1
          end
          local.get 1  i32.const 1  i32.sub  local.set 1
          br $3
        end
        unreachable
      end
      local.get 0  local.get 4  i64.store offset=64
      local.get 0  local.get 5  i64.store offset=80
      local.get 0  local.get 6  i64.store offset=8
      local.get 2  i32.wrap_i64  i32.const 1  i32.shr_u  i32.const -1640531535  i32.mul  i32.const 20  i32.shr_u  i32.const 5  i32.shl  local.get 0  i32.load offset=576  i32.add  local.set 9
      local.get 9  i64.load offset=131072  local.get 2  i64.eq  i32.eqz  if $2
        local.get 9  i32.const 16  i32.add  local.set 9
      end
      local.get 9  i64.load offset=131072  local.get 2  i64.eq  if $2
        local.get 0  local.get 1  local.get 9  i32.load offset=131080  return_call_indirect (type 0)
      end
      local.get 0  local.get 2  i64.store offset=528
      local.get 0  local.get 1  i32.store offset=568
      i32.const 1  return
    end
    local.get 0  local.get 4  i64.store offset=64
    local.get 0  local.get 5  i64.store offset=80
    local.get 0  local.get 6  i64.store offset=8
    local.get 0  local.get 2  i64.store offset=528
    local.get 0  local.get 1  i32.store offset=568
    i32.const 0
  )
  (elem (i32.const 1) func 1)
)
