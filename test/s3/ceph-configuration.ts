interface Places {
  readonly folder: string;
  readonly fsid: string;
  /** `v1:HOST:PORT` */
  readonly monitor: string;
  /** `HOST:PORT` */
  readonly gateway: string;
}

/** ceph.conf of a cluster of one: in memory, without authentication or replicas, everything under one folder. */
export const cephConfiguration = ({ folder, fsid, monitor, gateway }: Places): string => `
[global]
fsid = ${fsid}
mon host = ${monitor}
mon initial members = a
public network = 127.0.0.0/8
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
mon allow pool size one = true
mon data avail warn = 1
mon data avail crit = 1
osd crush chooseleaf type = 0
run dir = ${folder}/run
log file = ${folder}/log/$name.log
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
keyring = ${folder}/keyring

[mon.a]
mon data = ${folder}/mon

[osd]
osd data = ${folder}/osd$id
osd objectstore = memstore
memstore device bytes = 2147483648
osd max object name len = 1024

[client.rgw]
rgw frontends = beast endpoint=${gateway}
rgw enable ops log = false
rgw enable usage log = false
rgw thread pool size = 64
rgw dns name = localhost
`;
